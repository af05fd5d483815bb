<?xml version="1.0" encoding="UTF-8"?>
<!-- Lists and tables. HTML allows nothing but items in a list and rows in a table: page breaks and the like that stand
     between two items go into the item before them, those before the first stand before the list. -->
<xsl:stylesheet version="1.0"
    xmlns="http://www.w3.org/1999/xhtml"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:tei="http://www.tei-c.org/ns/1.0"
    xmlns:e="urn:engross:view"
    exclude-result-prefixes="tei e">

  <xsl:template match="tei:list[tei:item] | tei:list[tei:label]">
    <xsl:apply-templates select="tei:head"/>
    <xsl:apply-templates select="*[1]" mode="before"/>
    <xsl:choose>
      <xsl:when test="tei:label">
        <dl>
          <xsl:call-template name="attributes"/>
          <xsl:text>&#10;</xsl:text>
          <xsl:apply-templates select="tei:label | tei:item" mode="pair"/>
        </dl>
      </xsl:when>
      <xsl:otherwise>
        <ul role="list">
          <xsl:call-template name="attributes"/>
          <xsl:text>&#10;</xsl:text>
          <xsl:apply-templates select="tei:item"/>
        </ul>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- A list without items is kept as it is. -->
  <xsl:template match="tei:list">
    <xsl:call-template name="block"/>
  </xsl:template>

  <xsl:template match="tei:list/tei:item">
    <li>
      <xsl:call-template name="attributes"/>
      <xsl:apply-templates/>
      <xsl:if test="not(tei:p | tei:ab | tei:list | tei:table)"><xsl:call-template name="anchor"/></xsl:if>
      <xsl:apply-templates select="following-sibling::*[1]" mode="between"/>
    </li>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- A label and its item. -->
  <xsl:template match="tei:list/tei:label" mode="pair">
    <div class="pair">
      <dt>
        <xsl:call-template name="attributes"/>
        <xsl:apply-templates/>
        <xsl:apply-templates select="following-sibling::*[1]" mode="between"/>
      </dt>
      <xsl:text> </xsl:text>
      <xsl:apply-templates select="following-sibling::*[1]" mode="value-of-label"/>
    </div>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- An item in a list of pairs: it was taken with its label, unless it has none. -->
  <xsl:template match="tei:list/tei:item" mode="pair">
    <xsl:variable name="labelled"><xsl:apply-templates select="preceding-sibling::*[1]" mode="is-label"/></xsl:variable>
    <xsl:if test="$labelled = ''">
      <div class="pair">
        <dt class="ui"/>
        <xsl:apply-templates select="." mode="value-of-label"/>
      </div>
      <xsl:text>&#10;</xsl:text>
    </xsl:if>
  </xsl:template>

  <!-- The item of a label, and the label of an item, are the next ones; page breaks and the like may stand between. -->
  <xsl:template match="*" mode="value-of-label">
    <xsl:apply-templates select="following-sibling::*[1]" mode="value-of-label"/>
  </xsl:template>
  <xsl:template match="tei:label" mode="value-of-label"/>
  <xsl:template match="*" mode="is-label">
    <xsl:apply-templates select="preceding-sibling::*[1]" mode="is-label"/>
  </xsl:template>
  <xsl:template match="tei:item" mode="is-label"/>
  <xsl:template match="tei:label" mode="is-label">yes</xsl:template>

  <xsl:template match="tei:item" mode="value-of-label">
    <dd>
      <xsl:call-template name="attributes"/>
      <xsl:apply-templates/>
      <xsl:if test="not(tei:p | tei:ab | tei:list | tei:table)"><xsl:call-template name="anchor"/></xsl:if>
      <xsl:apply-templates select="following-sibling::*[1]" mode="between"/>
    </dd>
  </xsl:template>

  <!-- What stands before the first item, label or row; its headings aside. -->
  <xsl:template match="*" mode="before">
    <xsl:apply-templates select="."/>
    <xsl:apply-templates select="following-sibling::*[1]" mode="before"/>
  </xsl:template>
  <xsl:template match="tei:head" mode="before">
    <xsl:apply-templates select="following-sibling::*[1]" mode="before"/>
  </xsl:template>
  <xsl:template match="tei:item | tei:label | tei:row" mode="before"/>

  <!-- What stands between two items, labels or rows. -->
  <xsl:template match="*" mode="between">
    <xsl:text> </xsl:text>
    <xsl:apply-templates select="."/>
    <xsl:apply-templates select="following-sibling::*[1]" mode="between"/>
  </xsl:template>
  <xsl:template match="tei:head" mode="between">
    <xsl:apply-templates select="following-sibling::*[1]" mode="between"/>
  </xsl:template>
  <xsl:template match="tei:item | tei:label | tei:row" mode="between"/>

  <!-- Tables. The frame makes a wide one scroll by itself, by keyboard too. -->
  <xsl:template match="tei:table[tei:row]">
    <xsl:apply-templates select="*[1]" mode="before"/>
    <div class="table" role="group" tabindex="0" aria-label="Table">
      <table>
        <xsl:call-template name="attributes"/>
        <xsl:if test="tei:head">
          <caption>
            <xsl:for-each select="tei:head">
              <div><xsl:call-template name="attributes"/><xsl:apply-templates/></div>
            </xsl:for-each>
          </caption>
        </xsl:if>
        <tbody>
          <xsl:text>&#10;</xsl:text>
          <xsl:apply-templates select="tei:row"/>
        </tbody>
      </table>
    </div>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="tei:table">
    <xsl:call-template name="block"/>
  </xsl:template>

  <xsl:template match="tei:row">
    <tr>
      <xsl:call-template name="attributes"/>
      <xsl:apply-templates select="tei:cell"/>
    </tr>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="tei:cell">
    <xsl:variable name="heads" select="(../@role = 'label' or @role = 'label') and normalize-space()"/>
    <xsl:variable name="tag">
      <xsl:choose><xsl:when test="$heads">th</xsl:when><xsl:otherwise>td</xsl:otherwise></xsl:choose>
    </xsl:variable>
    <xsl:element name="{$tag}">
      <xsl:call-template name="attributes"/>
      <xsl:if test="$heads">
        <xsl:attribute name="scope">
          <xsl:choose><xsl:when test="../@role = 'label'">col</xsl:when><xsl:otherwise>row</xsl:otherwise></xsl:choose>
        </xsl:attribute>
      </xsl:if>
      <xsl:if test="@cols &gt; 1 and @cols &lt;= 1000"><xsl:attribute name="colspan"><xsl:value-of select="floor(@cols)"/></xsl:attribute></xsl:if>
      <xsl:if test="@rows &gt; 1 and @rows &lt;= 1000"><xsl:attribute name="rowspan"><xsl:value-of select="floor(@rows)"/></xsl:attribute></xsl:if>
      <xsl:apply-templates/>
      <xsl:if test="not(following-sibling::tei:cell[1])">
        <xsl:apply-templates select="../following-sibling::*[1]" mode="between"/>
      </xsl:if>
    </xsl:element>
    <xsl:text> </xsl:text>
  </xsl:template>

</xsl:stylesheet>
