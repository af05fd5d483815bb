<?xml version="1.0" encoding="UTF-8"?>
<!-- Notes. Those that are called (prepare.py marks them with @e:end) stand at the end of the page, with links to the
     call and back; all others, such as an editor's remark in the line, stand where they are. -->
<xsl:stylesheet version="1.0"
    xmlns="http://www.w3.org/1999/xhtml"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:tei="http://www.tei-c.org/ns/1.0"
    xmlns:e="urn:engross:view"
    exclude-result-prefixes="tei e">

  <xsl:key name="call" match="*[@e:note]" use="@e:note"/>
  <xsl:key name="end" match="tei:note[@e:end]" use="@e:end"/>

  <!-- In place. -->
  <xsl:template match="tei:note">
    <xsl:variable name="blocks"><xsl:call-template name="has-blocks"/></xsl:variable>
    <xsl:variable name="inside"><xsl:apply-templates select=".." mode="holds-blocks"/></xsl:variable>
    <xsl:variable name="tag">
      <xsl:choose>
        <xsl:when test="$blocks = 'yes' or $inside = 'yes'">div</xsl:when>
        <xsl:otherwise>span</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:element name="{$tag}">
      <xsl:call-template name="attributes">
        <xsl:with-param name="also">in-place</xsl:with-param>
      </xsl:call-template>
      <xsl:attribute name="role">note</xsl:attribute>
      <xsl:apply-templates/>
      <xsl:call-template name="back"/>
    </xsl:element>
    <xsl:if test="$tag = 'div'"><xsl:call-template name="newline"/></xsl:if>
  </xsl:template>

  <!-- At the end: here is only the call, unless it is a reference elsewhere. -->
  <xsl:template match="tei:note[@e:end]" priority="1">
    <xsl:if test="@e:call">
      <a class="call ui" role="doc-noteref" id="{@e:call}" href="#{@xml:id | @e:id}"><xsl:value-of select="@e:number"/></a>
    </xsl:if>
  </xsl:template>

  <xsl:template name="notes">
    <xsl:if test="key('end', 'yes')">
      <section class="notes" role="doc-endnotes" aria-label="Notes">
        <h2 class="ui">Notes</h2>
        <ul role="list">
          <xsl:text>&#10;</xsl:text>
          <xsl:for-each select="key('end', 'yes')">
            <li>
              <xsl:call-template name="attributes"/>
              <xsl:if test="not(tei:label | tei:p[1]/tei:label)"><span class="number ui"><xsl:value-of select="@e:number"/></span><xsl:text> </xsl:text></xsl:if>
              <xsl:apply-templates/>
              <xsl:call-template name="back"/>
            </li>
            <xsl:text>&#10;</xsl:text>
          </xsl:for-each>
        </ul>
      </section>
      <xsl:text>&#10;</xsl:text>
    </xsl:if>
  </xsl:template>

  <!-- From a note to where it is called. -->
  <xsl:template name="back">
    <xsl:if test="@e:call"><a class="back ui" role="doc-backlink" href="#{@e:call}" aria-label="Back to the text">↩</a></xsl:if>
    <xsl:variable name="id" select="@xml:id | @e:id"/>
    <xsl:for-each select="key('call', $id)">
      <a class="back ui" role="doc-backlink" href="#{@xml:id | @e:id}" aria-label="Back to call {position()} in the text">↩</a>
    </xsl:for-each>
  </xsl:template>

</xsl:stylesheet>
