<?xml version="1.0" encoding="UTF-8"?>
<!-- Inside a line: emphasis, deletions and additions, doubtful and corrected words, names, dates, references. -->
<xsl:stylesheet version="1.0"
    xmlns="http://www.w3.org/1999/xhtml"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:tei="http://www.tei-c.org/ns/1.0"
    xmlns:e="urn:engross:view"
    exclude-result-prefixes="tei e">

  <xsl:template match="tei:hi | tei:emph | tei:seg | tei:foreign | tei:term | tei:title | tei:mentioned | tei:soCalled
      | tei:label | tei:abbr | tei:expan | tei:ex | tei:am | tei:orig | tei:reg | tei:sic | tei:corr | tei:num
      | tei:measure | tei:idno | tei:distinct | tei:w | tei:c | tei:pc | tei:s | tei:cl | tei:phr | tei:g | tei:choice
      | tei:subst | tei:supplied | tei:surplus | tei:mod | tei:restore | tei:retrace | tei:damage | tei:secl | tei:app
      | tei:lem | tei:rdg | tei:desc | tei:email | tei:code | tei:gi | tei:att | tei:val | tei:ident | tei:handShift
      | tei:space | tei:anchor | tei:bibl | tei:biblScope | tei:gloss">
    <xsl:call-template name="inline"/>
  </xsl:template>

  <!-- Blanks between the readings of a place are layout of the file. -->
  <xsl:template match="tei:choice/text() | tei:app/text() | tei:rdgGrp/text()" priority="1">
    <xsl:if test="normalize-space()"><xsl:value-of select="."/></xsl:if>
  </xsl:template>

  <!-- An apparatus that stands by itself: an entry is a paragraph, its readings are parted. -->
  <xsl:template match="tei:listApp/tei:app" priority="1">
    <p>
      <xsl:call-template name="attributes"/>
      <xsl:for-each select="*">
        <xsl:if test="position() &gt; 1"><xsl:text> </xsl:text></xsl:if>
        <xsl:apply-templates select="."/>
      </xsl:for-each>
    </p>
    <xsl:call-template name="newline"/>
  </xsl:template>

  <!-- Another reading, with its witnesses, which text.css shows. -->
  <xsl:template match="tei:rdg" priority="1">
    <xsl:call-template name="inline">
      <xsl:with-param name="witnesses" select="normalize-space(translate(@wit, '#', ''))"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Labels that stand between blocks are lines of their own. -->
  <xsl:template match="tei:div/tei:label | tei:body/tei:label" priority="1">
    <xsl:call-template name="paragraph"/>
  </xsl:template>

  <!-- Struck out, put in. -->
  <xsl:template match="tei:del">
    <xsl:variable name="blocks"><xsl:call-template name="has-blocks"/></xsl:variable>
    <del>
      <xsl:call-template name="attributes"/>
      <xsl:apply-templates/>
    </del>
  </xsl:template>

  <xsl:template match="tei:add">
    <ins>
      <xsl:call-template name="attributes"/>
      <xsl:apply-templates/>
    </ins>
  </xsl:template>

  <!-- Not sure. -->
  <xsl:template match="tei:unclear">
    <xsl:call-template name="inline">
      <xsl:with-param name="title">
        <xsl:text>unclear</xsl:text>
        <xsl:if test="@reason"> (<xsl:value-of select="@reason"/>)</xsl:if>
        <xsl:call-template name="certainty"/>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="certainty">
    <xsl:if test="@cert">, certainty: <xsl:value-of select="@cert"/></xsl:if>
  </xsl:template>

  <!-- Something is not there. What the editors say of it stands in desc, or in the seg around it; else text.css
       shows @data-gap. -->
  <xsl:template match="tei:seg[@type = 'editorial'][normalize-space()]/tei:gap[not(node())]">
    <xsl:if test="@xml:id"><span id="{@xml:id}"/></xsl:if>
  </xsl:template>

  <xsl:template match="tei:gap">
    <span>
      <xsl:call-template name="attributes"/>
      <xsl:choose>
        <xsl:when test="tei:desc"><xsl:apply-templates select="tei:desc"/></xsl:when>
        <xsl:otherwise>
          <xsl:variable name="words">
            <xsl:value-of select="translate(@reason, '-', ' ')"/>
            <xsl:if test="not(@reason)">gap</xsl:if>
            <xsl:choose>
              <xsl:when test="@quantity">: <xsl:value-of select="normalize-space(concat(@quantity, ' ', @unit))"/></xsl:when>
              <xsl:when test="@extent">: <xsl:value-of select="@extent"/></xsl:when>
            </xsl:choose>
          </xsl:variable>
          <xsl:attribute name="data-gap"><xsl:value-of select="$words"/></xsl:attribute>
          <xsl:attribute name="role">img</xsl:attribute>
          <xsl:attribute name="aria-label"><xsl:value-of select="$words"/></xsl:attribute>
        </xsl:otherwise>
      </xsl:choose>
    </span>
  </xsl:template>

  <!-- Names lead to the index of people, if there is one, and say whom they mean. -->
  <xsl:template match="tei:persName | tei:name | tei:placeName | tei:orgName | tei:rs | tei:geogName | tei:forename
      | tei:surname | tei:roleName | tei:country | tei:settlement | tei:affiliation">
    <xsl:choose>
      <xsl:when test="@e:href and not(ancestor::tei:ref)">
        <xsl:call-template name="link"><xsl:with-param name="title" select="@e:title"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="inline"><xsl:with-param name="title" select="@e:title"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="tei:date | tei:time">
    <xsl:variable name="blocks"><xsl:call-template name="has-blocks"/></xsl:variable>
    <xsl:variable name="means">
      <xsl:choose>
        <xsl:when test="@when"><xsl:value-of select="@when"/></xsl:when>
        <xsl:when test="@from or @to"><xsl:value-of select="@from"/>–<xsl:value-of select="@to"/></xsl:when>
        <xsl:when test="@notBefore or @notAfter">not before <xsl:value-of select="@notBefore"/>, not after <xsl:value-of select="@notAfter"/></xsl:when>
      </xsl:choose>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$means = '' or $blocks = 'yes'"><xsl:call-template name="inline"/></xsl:when>
      <xsl:otherwise>
        <span>
          <xsl:call-template name="attributes"/>
          <xsl:attribute name="title"><xsl:value-of select="translate($means, 'T', ' ')"/><xsl:call-template name="certainty"/></xsl:attribute>
          <xsl:apply-templates/>
        </span>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- References. prepare.py has worked out where they lead; without it, those inside the file are links. -->
  <xsl:template match="tei:ref | tei:ptr">
    <xsl:choose>
      <xsl:when test="ancestor::tei:ref"><xsl:call-template name="inline"/></xsl:when>
      <xsl:when test="@e:href"><xsl:call-template name="link"/></xsl:when>
      <xsl:when test="starts-with(@target, '#') and key('id', substring(@target, 2))/ancestor::tei:text">
        <xsl:call-template name="link"><xsl:with-param name="href" select="@target"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="inline"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="link">
    <xsl:param name="href" select="@e:href"/>
    <xsl:param name="title"/>
    <a href="{$href}">
      <xsl:call-template name="attributes">
        <xsl:with-param name="also">
          <xsl:if test="@e:note">call</xsl:if>
          <xsl:if test="contains($href, '://')">external</xsl:if>
        </xsl:with-param>
      </xsl:call-template>
      <xsl:if test="contains($href, '://')"><xsl:attribute name="rel">external noreferrer</xsl:attribute></xsl:if>
      <xsl:if test="@e:note"><xsl:attribute name="role">doc-noteref</xsl:attribute></xsl:if>
      <xsl:if test="$title != ''"><xsl:attribute name="title"><xsl:value-of select="$title"/></xsl:attribute></xsl:if>
      <xsl:apply-templates/>
      <!-- A link without words would lead nowhere for readers who can't see it. -->
      <xsl:if test="not(normalize-space())"><span class="ui"><xsl:value-of select="$href"/></span></xsl:if>
    </a>
  </xsl:template>

  <!-- A hyphen at the end of a line or page where the word goes on: shown where the break is shown. (Without predicates
       in the match, which libxslt would look at for all texts at once, whenever it looks at one.) -->
  <xsl:template match="text()">
    <xsl:variable name="last" select="substring(., string-length())"/>
    <xsl:choose>
      <xsl:when test="not(following-sibling::node()[1]/@break = 'no')"><xsl:value-of select="."/></xsl:when>
      <xsl:when test="$last = '-' or $last = '‐' or $last = '¬' or $last = '&#xAD;'">
        <xsl:value-of select="substring(., 1, string-length() - 1)"/>
        <span class="hyphen"><xsl:value-of select="$last"/></span>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
